/**
 * The command {@code tidemark}: demo, up, down, status, console, new, describe, and the list of all
 * others.
 */
package io.tidemark.command;
