/** The commands of {@code ./tidemark}: options in, one call, lines and an exit code out. */
package io.tidemark.command;
