package cli

import "runtime"

type versionVerb struct{}

func (versionVerb) Run(e *env) error {
	version := map[string]string{"version": e.program.Version, "go": runtime.Version(), "platform": runtime.GOOS + "/" + runtime.GOARCH}
	return e.print(version, func() { e.say("%s (%s, %s)", e.software(), version["go"], version["platform"]) })
}
