/** {@code bench codec}: one record, decoded and encoded, beside Jackson. */
package io.tidemark.bench.codec;
