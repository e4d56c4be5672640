package web

import (
	"entente/feature"
	"entente/ui"
)

// navigation are the pages in groups: the reader's own work, the programme, what
// features add for this reader, the keeping of records.
func (s *site) navigation(in *opening) ([]ui.Group, error) {
	r := reader{in.Reader}
	to := func(path, words string) ui.Link {
		link := ui.To(path, words)
		link.Current = in.Request.URL.Path == path
		return link
	}
	work := ui.Group{Title: r.say("My work"), Links: []ui.Link{to("/", r.say("Home"))}}
	programme := ui.Group{Title: r.say("Programme")}
	keeping := ui.Group{Title: r.say("Record keeping"), Links: []ui.Link{to("/channels", r.say("Partners and channels")), to("/mandates", r.say("Mandates")), to(viewAsPath, r.say("View as a partner"))}}
	for _, page := range s.Program.Pages {
		path, ok := linkOf(page)
		switch {
		case !ok:
		case page.Under == feature.MyWork:
			work.Links = append(work.Links, to(path, r.say(page.Title)))
		case page.Under == feature.RecordKeeping:
			keeping.Links = append(keeping.Links, to(path, r.say(page.Title)))
		default:
			programme.Links = append(programme.Links, to(path, r.say(page.Title)))
		}
	}
	work.Links = append(work.Links, to("/drafts", r.say("Drafts")))
	if waiting, err := in.Tx.Proposals(); err != nil {
		return nil, err
	} else if len(waiting) > 0 || in.Request.URL.Path == approvalsPath {
		work.Links = append(work.Links, to(approvalsPath, r.say("Waits for a second person")))
	}
	if n, _, err := in.Tx.CountWaiting(s.node.Self()); err != nil {
		return nil, err
	} else if n > 0 || in.Request.URL.Path == signPath {
		work.Links = append(work.Links, to(signPath, r.say("To sign")))
	}
	programme.Links = append(programme.Links, to("/records", r.say("Records")))
	keeping.Links = append(keeping.Links, to("/import", r.say("Import")), to("/check", r.say("How to check")), to("/about", r.say("About Entente")))
	if may, err := s.mayAudit(in); err != nil {
		return nil, err
	} else if may {
		keeping.Links = append(keeping.Links, to(auditPath, r.say("Audit")))
	}
	groups := []ui.Group{work, programme, keeping}
	for _, menu := range s.Program.Menu {
		group, err := menu(in.Reading)
		if err != nil {
			return nil, err
		}
		for i := range group.Links {
			group.Links[i].Current = group.Links[i].Href == in.Request.URL.Path
		}
		if len(group.Links) > 0 {
			groups = append(groups, group)
		}
	}
	return groups, nil
}
