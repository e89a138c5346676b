"""Mailboxes that belong to a function: data.

In: nothing. Out: two lists of words of local parts. Refuses: nothing; it has no logic.
Source: RFC 2142, and what companies put on their contact pages, in several languages.
"""

ROLES = """
info information office contact contacts contactus kontakt contacto contato contatti hello hi hey hallo team
sales vertrieb ventas vendas commercial billing invoice invoices invoicing rechnung rechnungen facturation
facturacion accounts accounting buchhaltung accountspayable accountsreceivable ap ar payable payables
receivables payments finance finanzen purchasing procurement einkauf orders order bestellung support help
helpdesk service services servicedesk customerservice customercare customersuccess care kundenservice success
admin admins administrator administration root sysadmin webmaster hostmaster postmaster abuse noc security soc
it itsupport ops operations devops engineering dev developers dns ssl legal compliance privacy datenschutz dpo
gdpr marketing press presse media pr events event webinar newsletter news subscribe unsubscribe mailinglist
list lists all everyone staff hr humanresources personal jobs job careers career karriere recruiting
recruitment talent bewerbung noreply donotreply mailerdaemon bounce bounces notifications notification alerts
alert system daemon bot robot automation integration integrations api test testing demo trial partners partner
partnerships reception rezeption secretary sekretariat mail email post mailbox shop store web website feedback
enquiries enquiry inquiries inquiry general users guest anonymous
"""

# Words that narrow a role without naming a person: "sales-emea", "info.de".
NARROWER = """
emea apac amer americas latam dach nordics eu us usa uk de fr es it nl pl at ch be ca au nz in jp cn br mx sg ie
en global international worldwide north south east west europe asia africa na no not do reply the our us mailer
customer payable receivable desk team group dept department central main public corporate company
"""
