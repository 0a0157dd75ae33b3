/** The command {@code generate}: a simulated fleet or a recording, sent to the raw topic. */
package io.tidemark.generator;
