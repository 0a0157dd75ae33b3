/**
 * The live page: a server on loopback that shows in a browser what a pipeline has at each station,
 * as it changes. What it shows is handed in; nothing here reads a topic or a datasource.
 */
package io.tidemark.page;
