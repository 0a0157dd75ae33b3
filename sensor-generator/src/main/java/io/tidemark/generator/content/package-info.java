/**
 * The content of a recording as UTF-8 text: compression, archives, character sets, and the formats
 * that are refused.
 */
package io.tidemark.generator.content;
