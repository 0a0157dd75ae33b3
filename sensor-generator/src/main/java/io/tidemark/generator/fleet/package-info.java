/**
 * A simulated fleet: who reports ({@link io.tidemark.generator.fleet.Timetable}), what ({@link
 * io.tidemark.generator.fleet.Fleet}), when ({@link io.tidemark.generator.fleet.RunClock}) and
 * which faults are injected ({@link io.tidemark.generator.fleet.FaultPlan}).
 */
package io.tidemark.generator.fleet;
