//! Who is who: organisations, people and outlets, loaded from kb/.
