/**
 * Conditions and derived fields as trees of fixed-point arithmetic, and the reading they are
 * evaluated on.
 */
package io.tidemark.model.expression;
