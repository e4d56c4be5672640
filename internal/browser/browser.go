// Package browser drives a real Chromium for tests, the way somebody would who
// reads the page: by the words of links, buttons and labels. It also asks axe-core
// what a page keeps from people who cannot see it or use no mouse.
//
// Where there is no Chromium the tests that ask for it are skipped, and say so.
//
// axe.min.js is axe-core 4.14.1 by Deque Systems, unchanged, under the MPL-2.0
// (LICENSE.axe); it runs in tests only and is no part of the product.
package browser

import (
	"context"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// A Browser is one Chromium with a profile of its own.
type Browser struct{ ctx context.Context }

// patience is how long a page may take to show what is waited for. It is a limit
// of failing tests, no test waits it out.
const patience = 20 * time.Second

// Start starts Chromium, and stops it when the test ends.
func Start(t testing.TB) *Browser {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("no Chromium on this machine (Debian: apt-get install chromium fonts-noto-cjk): pages were not tried in a browser")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("hide-scrollbars", true),
	)
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, quit := chromedp.NewContext(allocator)
	t.Cleanup(func() { quit(); stop() })
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("browser: start %s: %v", path, err)
	}
	return &Browser{ctx}
}

// A Look is how a tab is looked at.
type Look struct {
	Width, Height int // 1440 by 900 if 0
	Dark          bool
	Print         bool
	NoScript      bool
}

// A Tab is one page that somebody has before them.
type Tab struct {
	t    testing.TB
	ctx  context.Context
	part string // path to the part that is looked at, empty for all of it
}

// Tab opens a tab in the browser's profile: tabs share cookies.
func (b *Browser) Tab(t testing.TB, look Look) *Tab { return open(t, b.ctx, look) }

// Someone opens a tab of somebody else, who shares no cookies with others.
func (b *Browser) Someone(t testing.TB, look Look) *Tab {
	return open(t, b.ctx, look, chromedp.WithNewBrowserContext())
}

func open(t testing.TB, parent context.Context, look Look, options ...chromedp.ContextOption) *Tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(parent, options...)
	t.Cleanup(cancel)
	// A tab lives as long as the context that it is first run in.
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("browser: open a tab: %v", err)
	}
	tab := &Tab{t: t, ctx: ctx}
	if look.Width == 0 {
		look.Width, look.Height = 1440, 900
	}
	scheme, medium := "light", ""
	if look.Dark {
		scheme = "dark"
	}
	if look.Print {
		medium = "print"
	}
	tab.do("open a tab", chromedp.EmulateViewport(int64(look.Width), int64(look.Height)), chromedp.Func(func(ctx context.Context, to *chromedp.Target) error {
		_, err := cdp.Call(ctx, to, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Media: medium, Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		if err == nil {
			_, err = cdp.Call(ctx, to, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: look.NoScript})
		}
		return err
	}))
	return tab
}

// do does what somebody would, and fails the test with what was being done.
func (p *Tab) do(doing string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	see(p, doing, chromedp.Steps(steps...))
}

// see is do for what has an answer.
func see[T any](p *Tab, doing string, action chromedp.Action[T]) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	answer, err := chromedp.Run(ctx, action)
	if err != nil {
		ctx, cancel := context.WithTimeout(p.ctx, time.Second)
		defer cancel()
		at, _ := chromedp.Run(ctx, chromedp.Location())
		text, _ := chromedp.Run(ctx, chromedp.Text(chromedp.CSS("body")))
		p.t.Fatalf("browser: %s: %v\nat %s, which shows:\n%.3000s", doing, err, at, text)
	}
	return answer
}
