package testworld

import "entente/internal/testperson"

// The person of every side: see testperson.
const (
	Login    = testperson.Login
	Password = testperson.Password
)

// Cheap and Offices are theirs, SignedIn and SignIn let them in.
var (
	Cheap    = testperson.Cheap
	Offices  = testperson.Offices
	SignedIn = testperson.SignedIn
	SignIn   = testperson.SignIn
)
