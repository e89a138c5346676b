// deal: how far an opportunity is now.
// :param id: its id
// :returns: many
MATCH (deal:Noun {id: $id}) RETURN deal.stage AS stage, coalesce(deal.is_closed, false) AS closed
