package cli

// signInFlags say how people sign in at a node that is served.
type signInFlags struct {
	PasswordSignIn bool `name:"password-sign-in" help:"Let people sign in by a password alone, on a small node that has no identity provider. Without it a password opens a trial only, or what two persons open (\"entente break-glass\")."`
}
