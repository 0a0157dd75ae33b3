/** What differs between two definitions of a stream, and what of it may change while data stays. */
package io.tidemark.model.change;
