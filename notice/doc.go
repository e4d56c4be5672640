// Package notice tells people by mail that something waits for them, without
// telling anybody else what it is: a mail has counts and links, never a word of a
// record.
//
//   - A choice (store.MailChoice) is what somebody asked for: their address and a rhythm.
//   - [Due] is the rule: given what is new to somebody and what they were told
//     before, is a mail to be written now? What they have done meanwhile is not
//     new, since duties are read from the records each time.
//   - [Mailer] looks whenever the node has news, puts mails into a queue in the
//     database, and sends from it. A mail server that is down delays mails and
//     nothing else.
//
// One more mail goes to everybody who wants any, whatever their rhythm: that two
// persons opened sign-in by password ([Alarming]).
//
// In the product itself, what is new stands on the first page.
package notice
