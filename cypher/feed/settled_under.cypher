// settled_under: the whole graph was settled under this model.
// :param model: its version
// :returns: none
MATCH (f:Feed {id: 'feed'}) SET f.model = $model
