//! Measures and their uncertainty: pure maths.
