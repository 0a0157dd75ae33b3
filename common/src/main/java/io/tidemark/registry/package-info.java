/**
 * The client of a schema registry with the API of Confluent's, which Apicurio and Karapace have
 * too: the schemas of readers, and the registration of what is written.
 */
package io.tidemark.registry;
