/** {@code bench codec}: decodes and encodes one record, compared with Jackson. */
package io.tidemark.bench.codec;
