/** The gateway: takes readings by HTTP, sends them to the raw topic and writes their run ledger. */
package io.tidemark.gateway;
