/** The command {@code upgrade}: another definition of a stream while its data stays. */
package io.tidemark.command.upgrade;
