/** From checked records to the raw topic, with limits, acknowledgements and the account of both. */
package io.tidemark.gateway.send;
