/**
 * Decodes raw records inside a task and diverts those that cannot be counted to the dead-letter
 * topic.
 */
package io.tidemark.spark.decode;
