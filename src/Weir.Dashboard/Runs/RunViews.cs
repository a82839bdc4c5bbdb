using Weir.Dashboard.Serving;
using Weir.Running;

namespace Weir.Dashboard.Runs;

/// <summary>The runs of a folder. Views of those that were asked about last are kept. Safe for several threads.</summary>
internal sealed class RunViews(DashboardOptions options)
{
    /// <summary>Views that are kept.</summary>
    private const int Capacity = 32;

    private readonly Lock _gate = new(); // _views
    private readonly LinkedList<RunView> _views = [];

    /// <summary>How the dashboard is served.</summary>
    public DashboardOptions Options => options;

    /// <summary>All runs, the newest first.</summary>
    public IReadOnlyList<RunFolder> All() => [.. RunFolder.All(options.Home).Reverse().Where(folder => IsName(folder.Id.Text))];

    /// <summary>The run of an id.</summary>
    /// <exception cref="ApiException">There is none.</exception>
    public RunView Find(string id)
    {
        string path = Path.Combine(options.Home, id);
        if (!IsName(id) || !Directory.Exists(path)) { throw ApiException.Missing($"there is no run '{(IsName(id) ? id : "?")}'"); }
        lock (_gate)
        {
            for (LinkedListNode<RunView>? node = _views.First; node is not null; node = node.Next)
            {
                if (node.Value.Id != id) { continue; }
                _views.Remove(node);
                _views.AddFirst(node);
                return node.Value;
            }

            var view = new RunView(RunFolder.Open(path), options.Registry, options.Time);
            _views.AddFirst(view);
            if (_views.Count > Capacity) { _views.RemoveLast(); }
            return view;
        }
    }

    // Names that runs get; no path.
    private static bool IsName(string id) => id.Length is > 0 and < 256 && id[0] != '.' && id.All(one => char.IsAsciiLetterOrDigit(one) || one is '-' or '_' or '.');
}
