// people_of_campaign: the members of a campaign.
// :param campaign: id of the campaign, or null
// :param birth: birth id of one of its records
// :param cap: most people
// :returns: many
CALL () {
  MATCH (campaign:Noun&Campaign {id: $campaign}) RETURN campaign
  UNION
  MATCH (:SourceRecord {id: $birth})-[:OF]->(campaign:Campaign) RETURN campaign
}
OPTIONAL MATCH (campaign)<-[:TARGETED_BY]-(person:Person)
RETURN DISTINCT campaign.id AS campaign, person.id AS id ORDER BY id LIMIT $cap
