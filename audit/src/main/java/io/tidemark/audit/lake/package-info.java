/** The stations in the lake. */
package io.tidemark.audit.lake;
