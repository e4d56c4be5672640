package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"entente/access"
	"entente/access/provider"
	"entente/feature"
	"entente/node"
	"entente/notice"
	"entente/record"
	"entente/words"
)

// A Program is what the command puts together. The faces above and beside this
// package come as functions.
type Program struct {
	Version  string
	Features []feature.Feature
	// Faces are the words of what is no feature, by what says them.
	Faces map[string]string
	// Pages makes the pages of a node.
	Pages func(n *node.Node, o Reach) (Pages, error)
	// Describe writes the description of the operations for programs.
	Describe func(kinds *record.Kinds, software string) ([]byte, error)
	// Demo runs the worked example until the context ends.
	Demo func(ctx context.Context, d Demo) error
}

// A Reach is how people and programs reach the pages of a node.
type Reach struct {
	Program  feature.Program
	Software string
	Names    []string // of the node, beside those of its machine
	Mails    bool     // the node tells people by mail

	SignIn *provider.Provider // nil for none
	Trial  bool               // every page says that this is a trial
}

// Pages are those of a node, and what is to be told by mail.
type Pages interface {
	http.Handler
	Words() words.Catalogue
	News(ctx context.Context, to access.Account, arrival int64) (notice.News, error)
}

// A Demo is what the worked example is given.
type Demo struct {
	Program  feature.Program
	Software string
	Pages    func(n *node.Node) (http.Handler, error)
	Dir      string // empty for a temporary folder
	Port     int    // first of the ports of the pages; 0 for any
	JSON     bool
	Out, Err io.Writer
}

// Exit statuses.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// errQuiet makes the exit status say what was printed already.
var errQuiet = errors.New("refused")

// verbs is the grammar. The texts are what --help prints.
type verbs struct {
	JSON bool `name:"json" help:"Print JSON for programs instead of words."`

	Demo       demoVerb       `cmd:"" help:"Run two partners' nodes with a real cooperation programme on this machine."`
	Init       initVerb       `cmd:"" help:"Make a partner's node in a folder."`
	Serve      serveVerb      `cmd:"" help:"Run a node: its pages for people, its listener for partners."`
	Status     statusVerb     `cmd:"" help:"Say what the node holds, how far it is confirmed, and what is wrong."`
	Doctor     doctorVerb     `cmd:"" help:"Say what is wrong with how the node is kept and reached, and what to do; the exit status is 1 if it must not be served so."`
	Partner    partnerVerb    `cmd:"" help:"Introduce partners to each other."`
	Channel    channelVerb    `cmd:"" help:"Found and accept channels."`
	Mandate    mandateVerb    `cmd:"" help:"Give, list and revoke mandates: who may bind the partner."`
	Keys       keysVerb       `cmd:"" help:"Make the keys of persons and sign with the root, away from the node."`
	Act        actVerb        `cmd:"" help:"Sign what waits for a mandate holder, away from the node."`
	Account    accountVerb    `cmd:"" help:"Say who may sign in to this node's pages, and for which offices they act."`
	Access     accessVerb     `cmd:"" help:"Say which roles and clearances offices and people have, and why somebody may or may not do something."`
	BreakGlass breakGlassVerb `cmd:"" name:"break-glass" help:"Open sign-in by password for four hours, by two persons, when every other way fails."`
	Import     importVerb     `cmd:"" help:"Take in records from a CSV file, or an exported ledger as a read-only copy."`
	Export     exportVerb     `cmd:"" help:"Write a ledger as an archive that verifies anywhere, or records as CSV."`
	Verify     verifyVerb     `cmd:"" help:"Check a node's folder, an exported ledger or a proof file from the keys up."`
	Audit      auditVerb      `cmd:"" help:"Read and check what was written down of who did what."`
	Rebuild    rebuildVerb    `cmd:"" help:"Compute anew what pages and searches read; ledgers are not touched."`
	Passphrase passphraseVerb `cmd:"" help:"Wrap the node's keys by a passphrase, or by another one."`
	Backup     backupVerb     `cmd:"" help:"Write a copy of the database, and of the keys of its parts beside it."`
	Withdraw   withdrawVerb   `cmd:"" help:"Order that a record, or parts of it, be withdrawn by everybody who holds them."`
	Withdrawal withdrawalVerb `cmd:"" help:"Follow orders to withdraw, and answer those of partners."`
	API        apiVerb        `cmd:"" name:"api" help:"Print the description of the operations for programs (OpenAPI 3.1)."`
	Words      wordsVerb      `cmd:"" help:"Print all that the pages say, in three languages, as a table whose lines a node's words.csv may correct."`
	Version    versionVerb    `cmd:"" help:"Print the version, or check that a program is one of a release."`
}

// Main runs one command and returns the exit status.
func Main(p Program) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the process at once
	return Run(ctx, p, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
}

// exited carries kong's wish to end the process, after --help, out of its parser.
type exited int

// Run is Main with everything passed in.
func Run(ctx context.Context, p Program, args []string, in *os.File, out, errs io.Writer) (status int) {
	defer func() {
		if code, ok := recover().(exited); ok {
			status = int(code)
		}
	}()
	program, err := feature.Collect(p.Features...)
	if err != nil {
		fmt.Fprintln(errs, "entente:", err)
		return exitFailed
	}
	var grammar verbs
	parser, err := kong.New(&grammar,
		kong.Name("entente"),
		kong.Description("The record that sovereign partners keep together of the programme they run together."),
		kong.Writers(out, errs), kong.Exit(func(code int) { panic(exited(code)) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}), kong.UsageOnError(),
	)
	if err != nil {
		fmt.Fprintln(errs, "entente:", err)
		return exitFailed
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(errs, "entente: %v\nSay \"entente --help\" for what there is.\n", err)
		return exitUsage
	}
	e := &env{ctx: ctx, program: p, collected: program, json: grammar.JSON, in: in, out: out, err: errs, now: time.Now}
	return e.finish(parsed.Run(e))
}
