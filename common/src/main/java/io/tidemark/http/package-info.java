/** Addresses, logins and TLS of servers that are reached by HTTP. */
package io.tidemark.http;
