// team_members: the people who are or were in some teams.
// :param teams: ids of the teams
// :param cap: most memberships returned
// :returns: many
MATCH (team:Noun) WHERE team.id IN $teams
MATCH (team)<-[member:MEMBER_OF|WAS_MEMBER_OF]-(user:User)
WITH team, member, user ORDER BY team.id, user.id LIMIT $cap
RETURN team.id AS team, user.id AS id, user.name AS name, user.active AS active, user.placeholder AS placeholder,
       labels(user) AS labels, properties(member) AS link
