package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"entente/access"
)

// A browser sends a cookie to every port of a name, so each node's cookies carry
// the node in their names: two nodes on one machine must not sign people out of
// each other.
func (s *site) sessionCookie(q *http.Request) string { return s.cookieName(q, "") }

// authorCookie names the one that remembers, after a sign-in has run out, whose
// form this is. It opens nothing.
func (s *site) authorCookie(q *http.Request) string { return s.cookieName(q, "-author") }

func (s *site) cookieName(q *http.Request, what string) string {
	name := "entente-" + s.node.Self().String()[:8] + what
	if s.overTLS(q) {
		return "__Host-" + name
	}
	return name
}

// overTLS reports whether the browser reached this node by TLS: under every name
// but this machine's own, since a proxy that terminates it stands in front. A
// browser that came without would not keep the cookies, and stay outside.
func (s *site) overTLS(q *http.Request) bool {
	return q.TLS != nil || !access.IsLoopback(access.HostName(q.Host))
}

// setCookie has the browser keep a value until it is closed, or forget it if there
// is none.
func (s *site) setCookie(w http.ResponseWriter, q *http.Request, name, value string) {
	cookie := s.cookie(q, name, value)
	if value == "" {
		cookie.MaxAge = -1
	}
	http.SetCookie(w, cookie)
}

func (s *site) cookie(q *http.Request, name, value string) *http.Cookie {
	return &http.Cookie{Name: name, Value: value, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.overTLS(q)}
}

// authorTime is how long after a sign-in a form may still be kept for somebody.
const authorTime = access.AbsoluteLimit + keptTime

// sealAuthor is what the author's cookie holds: an account and a time, and a code
// that only this node can make.
func (s *site) sealAuthor(account string, at time.Time) string {
	said := account + "." + strconv.FormatInt(at.Unix(), 10)
	return said + "." + s.authorCode(said)
}

func (s *site) authorCode(said string) string { return s.cookieCode("author", said) }

// cookieCode is what only this node can make of what one of its cookies says.
func (s *site) cookieCode(what, said string) string {
	secret := s.node.Keys().Actor
	mac := hmac.New(sha256.New, secret[:])
	mac.Write([]byte("entente " + what + " cookie 1\n" + said))
	return hex.EncodeToString(mac.Sum(nil))
}

// authorOf is who sends a form without a sign-in; "" if that cannot be said.
func (s *site) authorOf(q *http.Request) string {
	cookie, err := q.Cookie(s.authorCookie(q))
	if err != nil {
		return ""
	}
	at := strings.LastIndexByte(cookie.Value, '.')
	if at < 0 || !hmac.Equal([]byte(cookie.Value[at+1:]), []byte(s.authorCode(cookie.Value[:at]))) {
		return ""
	}
	account, stamp, _ := strings.Cut(cookie.Value[:at], ".")
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || s.node.Now().Sub(time.Unix(seconds, 0)) > authorTime {
		return ""
	}
	return account
}

// clientOf is from where a request came: through a proxy on this machine, what
// that added last.
func (s *site) clientOf(q *http.Request) netip.Addr {
	from, _ := netip.ParseAddrPort(q.RemoteAddr)
	if from.Addr().IsLoopback() && s.overTLS(q) && q.TLS == nil {
		forwarded := q.Header.Values("X-Forwarded-For")
		if len(forwarded) > 0 {
			last := forwarded[len(forwarded)-1]
			if client, err := netip.ParseAddr(strings.TrimSpace(last[strings.LastIndexByte(last, ',')+1:])); err == nil {
				return client
			}
		}
	}
	return from.Addr()
}
