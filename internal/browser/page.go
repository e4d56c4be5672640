package browser

import (
	"fmt"
	"os"
	"strings"

	"github.com/chromedp/chromedp"
)

// Go opens an address.
func (p *Tab) Go(address string) {
	p.t.Helper()
	p.do("open "+address, chromedp.Navigate(address))
}

// Click follows the link or presses the button with these words.
func (p *Tab) Click(words string) {
	p.t.Helper()
	w := literal(words)
	p.do("click "+words, chromedp.Click(fmt.Sprintf(
		`(//a|//button|//summary)[normalize-space(.)=%s or @aria-label=%s] | //input[@type="submit" and @value=%s]`, w, w, w), chromedp.NodeVisible))
}

// Fill types into the field with this label, in the place of what is there.
func (p *Tab) Fill(label, text string) {
	p.t.Helper()
	field := labelled(label)
	p.do("fill "+label, chromedp.SetValue(field, ""), chromedp.SendKeys(field, text))
}

// Choose takes an option of the list with this label, or ticks the button or
// box that has this label if option is empty.
func (p *Tab) Choose(label, option string) {
	p.t.Helper()
	if option == "" {
		p.do("choose "+label, chromedp.Click(labelled(label)))
		return
	}
	p.do("choose "+option, chromedp.SendKeys(labelled(label), option))
}

// Attach puts a file into the field with this label.
func (p *Tab) Attach(label, path string) {
	p.t.Helper()
	p.do("attach "+path, chromedp.SetUploadFiles(labelled(label), []string{path}))
}

// Shows waits until words can be read on the page.
func (p *Tab) Shows(words string) {
	p.t.Helper()
	p.do("wait for "+words, chromedp.WaitVisible(fmt.Sprintf(
		`//body//*[contains(normalize-space(.), %s)][not(*[contains(normalize-space(.), %s)])]`, literal(words), literal(words))))
}

// Text is all that can be read on the page now.
func (p *Tab) Text() string {
	p.t.Helper()
	return see(p, "read the page", chromedp.Text(chromedp.CSS("body")))
}

// Address is where the tab is.
func (p *Tab) Address() string {
	p.t.Helper()
	return see(p, "read the address", chromedp.Location())
}

// Back is the browser's own button.
func (p *Tab) Back() {
	p.t.Helper()
	p.do("go back", chromedp.NavigateBack())
}

// Wide is how far the page reaches beyond its window sideways, in pixels.
func (p *Tab) Wide() int {
	p.t.Helper()
	return see(p, "measure", chromedp.Evaluate[int](`document.documentElement.scrollWidth - document.documentElement.clientWidth`))
}

// Picture writes what the whole page looks like to a PNG file.
func (p *Tab) Picture(path string) {
	p.t.Helper()
	png := see(p, "take a picture", chromedp.FullScreenshot(100))
	if err := os.WriteFile(path, png, 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// Sheets writes what the page looks like on paper to a PDF file.
func (p *Tab) Sheets(path string) {
	p.t.Helper()
	pdf := see(p, "print", chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4), chromedp.PDFPreferCSSPageSize()))
	if err := os.WriteFile(path, pdf, 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// labelled finds the control with a label.
func labelled(words string) string {
	w := literal(words)
	return fmt.Sprintf(`//*[@id=//label[normalize-space(.)=%s]/@for] | //label[normalize-space(.)=%s]//input | //*[self::input or self::textarea or self::select][@aria-label=%s]`, w, w, w)
}

// literal is a text as XPath 1.0 writes it, which has no escapes.
func literal(text string) string {
	if !strings.Contains(text, `"`) {
		return `"` + text + `"`
	}
	return `concat("` + strings.ReplaceAll(text, `"`, `", '"', "`) + `")`
}
