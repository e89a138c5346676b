// users: our people with what tells whether somebody is there.
// :param ids: ids of the users
// :returns: many
MATCH (user:Noun&User) WHERE user.id IN $ids
RETURN user.id AS id, user.name AS name, user.email AS email, user.active AS active, user.placeholder AS placeholder,
       COLLECT { MATCH (user)<-[:MANAGES]-(manager:User) RETURN manager {.id, .name, .active, .placeholder} LIMIT 5 } AS managers
