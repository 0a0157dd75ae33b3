package io.tidemark.gateway;

import io.tidemark.gateway.http.BearerToken;
import io.tidemark.gateway.http.PemFiles;
import io.tidemark.gateway.http.RequestLimits;
import io.tidemark.model.record.TimeLimits;

/**
 * How a gateway listens and what it takes.
 *
 * @param port 0 for any that is free
 * @param tls the certificate and its key, or null
 * @param token that clients must send, or null
 * @param maxPending the most bytes that wait for Kafka
 * @param deadLetters whether refused records are sent, for the job to make dead letters of
 * @param longest the most bytes of a Kafka record
 * @param limits of event times, as the aggregation has them
 */
record GatewaySettings(
    String host,
    int port,
    PemFiles tls,
    BearerToken token,
    RequestLimits requests,
    long maxPending,
    boolean deadLetters,
    int longest,
    TimeLimits limits) {}
