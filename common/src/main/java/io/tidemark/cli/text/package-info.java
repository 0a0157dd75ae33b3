/** What commands print: tables, numbers, progress. */
package io.tidemark.cli.text;
