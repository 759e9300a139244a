//! Errors, intervals and separation against referees: golden values, exact arithmetic, properties.

mod class_separation;
mod fixtures;
mod golden_profile;
mod level_errors;
mod level_separation;
mod near_maximum;
mod profile_properties;
mod separation;
mod separation_of_sets;
mod sparse_designs;
