package cli

import "entente/control"

type rebuildVerb struct{ folderFlags }

func (v rebuildVerb) Run(e *env) error {
	return v.with(e, func(on control.Operator) error {
		if err := control.Rebuild(e.ctx, on, e.progress("rebuild")); err != nil {
			return err
		}
		return e.print(map[string]string{"rebuilt": v.Data}, func() { e.say("What pages and searches of %s read is computed anew.", v.Data) })
	})
}
