package feature

import (
	"context"
	"net/http"
	"net/url"

	"entente/node"
	"entente/record"
	"entente/ui"
)

// An Act answers a form that somebody sent. Like a page it is decided in one
// snapshot of the store; what it decides is done when the snapshot is closed.
type Act func(*Acting) (Deed, error)

// An Acting is one form that was sent: valid UTF-8, of bounded size, from a page
// of this node, by somebody who has signed in.
type Acting struct {
	*Reading
	Form url.Values
	// FileRefused says in the reader's language why the file of a form was not
	// taken. One that was taken is named by the form's FileField.
	FileRefused string
}

// FileField names what somebody has sent: the name of an upload
// (node.Attachment), as contents.Name writes it.
const FileField = "upload"

// A Deed is what an act comes to. Exactly one of Page and Do is set.
type Deed struct {
	// Page is shown instead of doing anything: the form again, with what was typed
	// and what is wrong with it.
	Page *ui.Page
	// Do does it and says to which address the reader goes on.
	Do func(ctx context.Context, n *node.Node, by node.Author) (to string, err error)
	// Refused makes the page for an error of Do that a person can do something
	// about, such as node.ErrStale. It returns the error itself for any other; nil
	// leaves all of them to the shell.
	Refused func(*Reading, error) (ui.Page, error)
}

// Write is the Do of a deed that writes drafts in one channel and goes on to an
// address made of where they came to stand.
func Write(channel record.ChannelID, to func([]node.Written) string, drafts ...node.Draft) func(context.Context, *node.Node, node.Author) (string, error) {
	return func(ctx context.Context, n *node.Node, by node.Author) (string, error) {
		written, err := n.Write(ctx, channel, by, drafts...)
		if err != nil {
			return "", err
		}
		return to(written), nil
	}
}

// Doors are how a shell serves what features make: pages between the marking
// bands, and forms that are sent to them.
type Doors interface {
	Page(Build) http.Handler
	Act(Act) http.Handler
	// FileAct is Act for a form with a file, which is taken chunk by chunk before
	// the act decides what becomes of it.
	FileAct(Act) http.Handler
	// Give answers with the content of a file, to be saved and never to be shown.
	Give(Give) http.Handler
}
