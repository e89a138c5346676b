// V0006__quarantine_id: refused rows are unique.
// :returns: none
CREATE CONSTRAINT quarantine_id IF NOT EXISTS FOR (n:Quarantine) REQUIRE n.id IS UNIQUE
