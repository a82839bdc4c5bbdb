namespace Weir.Declaration;

/// <summary>Collects the values of one declared thing.</summary>
internal sealed class SettingsBuilder(KindForm form, SourcePlace place)
{
    private readonly object?[] _values = new object?[form.Keys.Count];
    private readonly SourcePlace[] _places = new SourcePlace[form.Keys.Count];
    private readonly bool[] _seen = new bool[form.Keys.Count];

    /// <summary>What it may say.</summary>
    public KindForm Form { get; } = form;

    /// <summary>Reads the value of a key that the form has.</summary>
    public void Take(DeclaredEntry entry, FormReader reader)
    {
        int at = Form.IndexOf(entry.Key.Text);
        if (_seen[at])
        {
            reader.Mistakes.Add(entry.Key.Place, $"'{entry.Key.Text}' says again what '{Form.Keys[at].Name}' says at {_places[at].Line}:{_places[at].Column}", "keep one of the two");
            return;
        }

        _seen[at] = true;
        _places[at] = entry.Key.Place;
        // A key with nothing behind it is a key that is not there, unless it takes a map, which then is empty.
        if (entry.Value is DeclaredText { IsNothing: true } && !Form.Keys[at].Form.TakesMaps)
        {
            reader.Mistakes.Add(entry.Key.Place, $"'{entry.Key.Text}' has no value", $"write {Form.Keys[at].Form.Description}");
            return;
        }

        _values[at] = Form.Keys[at].Form.Read(entry.Value, reader);
    }

    /// <summary>Notes what is missing.</summary>
    public void CheckComplete(FormReader reader)
    {
        for (int i = 0; i < _seen.Length; i++)
        {
            KeyForm key = Form.Keys[i];
            if (key.Required && !_seen[i]) { reader.Mistakes.Add(place, $"'{Form.Name}' needs the key '{key.Name}'", $"{key.Summary}: {key.Form.Description}"); }
        }

        if (Form.AtLeastOne.Count > 0 && !Form.AtLeastOne.Any(k => _seen[Form.IndexOf(k)]))
        {
            reader.Mistakes.Add(place, $"'{Form.Name}' needs at least one of the keys {string.Join(", ", Form.AtLeastOne)}", $"add '{Form.AtLeastOne[0]}': {Form.Keys[Form.IndexOf(Form.AtLeastOne[0])].Form.Description}");
        }
    }

    /// <summary>The settings as they are now.</summary>
    public Settings Build()
    {
        bool whole = true;
        for (int i = 0; i < _values.Length && whole; i++) { whole = _values[i] is not null || !(_seen[i] || Form.Keys[i].Required); }
        return new Settings(Form, place, _values, _places) { IsWhole = whole };
    }
}
