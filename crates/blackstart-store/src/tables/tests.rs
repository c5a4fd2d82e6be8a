//! Do tables come in as written, and hostile files get an error?
