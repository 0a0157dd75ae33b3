/** The question before a command changes or deletes what a stream has. */
package io.tidemark.command.confirm;
