//! Every measurement, ours and peers', in one place.
