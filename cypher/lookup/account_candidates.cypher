// account_candidates: what tells accounts apart: name, place, owners, selling parents.
// :param ids: ids of the accounts
// :returns: many
MATCH (account:Noun&Account) WHERE account.id IN $ids
RETURN account.id AS id, account.name AS name, account.systems AS systems,
       account.primary_domain AS primary_domain, account.hq_country AS hq_country,
       COLLECT { MATCH (account)<-[owns:OWNS {type: 'ACCOUNT_EXECUTIVE'}]-(owner:Noun)
                 RETURN coalesce(owner.name, owner.id) AS owner ORDER BY owner LIMIT 10 } AS owners,
       COLLECT { MATCH (account)<-[up:PARENT_OF {kind: 'SELLING'}]-(parent:Account)
                 RETURN coalesce(parent.name, parent.id) AS parent ORDER BY parent LIMIT 10 } AS parents,
       COLLECT { MATCH (account)<-[:OF]-(record:SourceRecord)
                 RETURN record.system + ' ' + record.object + ' ' + record.external_id AS said ORDER BY said LIMIT 10 } AS records
ORDER BY id
