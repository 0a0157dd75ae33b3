/** {@code ./tidemark doctor}: looks for the known troubles and says what to do. */
package io.tidemark.doctor;
