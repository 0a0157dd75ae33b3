/**
 * The logins of a secured stack: its certificate, its passwords and its roles, and what each role
 * may do in Kafka and in Druid.
 */
package io.tidemark.stack.secure;
