//! Claims to events: origins, intervals, rounds, conflicts, grades, stages.
