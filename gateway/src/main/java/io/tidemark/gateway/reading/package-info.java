/** From the body or the query of a request to the records of the raw topic. */
package io.tidemark.gateway.reading;
