package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"entente/control"
)

type breakGlassVerb struct {
	Open breakGlassOpenVerb `cmd:"" help:"Open sign-in by password, with a second factor, for four hours."`
	End  breakGlassEndVerb  `cmd:"" help:"Close it before its time."`
}

type breakGlassOpenVerb struct {
	folderFlags
	By     []string `name:"by" required:"" sep:"none" placeholder:"LOGIN" help:"Who opens it; say it twice, for two persons. Each types their password, and the code of their second factor if they have one."`
	Reason string   `name:"reason" required:"" help:"Why: one line that is kept and never leaves the node."`
	Answer string   `name:"answers" placeholder:"-" help:"Read passwords and codes from standard input: password and code of the first, then of the second, a line each."`
}

func (v breakGlassOpenVerb) Run(e *env) error {
	if len(v.By) != 2 {
		return wrongUsage("--by is said twice: two persons open it")
	}
	if v.Answer != "" && v.Answer != "-" {
		return wrongUsage("--answers: it is - for standard input")
	}
	return v.with(e, func(on control.Operator) error {
		witnesses, err := v.witnesses(e)
		if err != nil {
			return err
		}
		until, err := control.OpenBreakGlass(e.ctx, on, control.Emergency{First: witnesses[0], Second: witnesses[1], Reason: v.Reason})
		if err != nil {
			return err
		}
		return e.print(until, func() {
			e.say("Sign-in by password is open until %s, with a second factor. Every page says so.", until.UTC().Format(time.RFC3339))
		})
	})
}

// witnesses asks each of the two at the terminal.
func (v breakGlassOpenVerb) witnesses(e *env) (all [2]control.Witness, err error) {
	if v.Answer == "" && !e.atTerminal() {
		return all, errors.New("there is no terminal to ask the two persons at: --answers - reads from standard input")
	}
	ask := e.unseen
	if v.Answer != "" {
		if e.in == nil {
			return all, errors.New("read the answers: there is no standard input")
		}
		lines := bufio.NewReader(io.LimitReader(e.in, 4*maxPassphraseBytes))
		ask = func(string) (string, error) {
			line, err := lines.ReadString('\n')
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return strings.TrimRight(line, "\r\n"), err
		}
	}
	for i, login := range v.By {
		all[i].Login = login
		if all[i].Password, err = ask(fmt.Sprintf("Password of %s: ", login)); err != nil {
			return all, err
		}
		if all[i].Code, err = ask(fmt.Sprintf("Code of the second factor of %s (none: Enter): ", login)); err != nil {
			return all, err
		}
	}
	return all, nil
}

type breakGlassEndVerb struct{ folderFlags }

func (v breakGlassEndVerb) Run(e *env) error {
	return v.with(e, func(on control.Operator) error {
		if err := control.EndBreakGlass(e.ctx, on); err != nil {
			return err
		}
		e.hint("Sign-in by password is closed.")
		return nil
	})
}
