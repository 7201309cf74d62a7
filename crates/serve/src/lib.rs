//! Web pages of the ledger.
