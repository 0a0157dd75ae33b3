/** JMH's measurements of the raw records' codec, which they must see from inside its package. */
package io.tidemark.model;
