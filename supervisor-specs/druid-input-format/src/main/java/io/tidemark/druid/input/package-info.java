/**
 * An extension of Druid with the input format {@code tidemark}: records of a raw topic, decoded as
 * the rest of the project decodes them.
 */
package io.tidemark.druid.input;
