/** The command {@code reset}: what there is of a stream, and its removal. */
package io.tidemark.command.reset;
