/** The HTTP side: requests, their limits, and answers. */
package io.tidemark.gateway.http;
