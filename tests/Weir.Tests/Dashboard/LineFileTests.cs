using System.Text;
using Weir.Dashboard.Runs;

namespace Weir.Tests.Dashboard;

/// <summary>Lines of a file that grows, by number.</summary>
public sealed class LineFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_line_counts_when_it_is_whole()
    {
        var file = new LineFile(_path);
        file.Refresh().ShouldBe(0);
        File.AppendAllText(_path, "one\ntw");
        file.Refresh().ShouldBe(1);
        Texts(file, 0, 10).ShouldBe(["one"]);
        File.AppendAllText(_path, "o\n\nfour\n");
        file.Refresh().ShouldBe(4);
        Texts(file, 1, 2).ShouldBe(["two", ""]);
        Texts(file, 3, 5).ShouldBe(["four"]);
        Texts(file, 4, 5).ShouldBeEmpty();
        Texts(file, -1, 5).ShouldBeEmpty();
        new LineFile(_path + ".absent").Refresh().ShouldBe(0);
    }

    [Fact]
    public void Any_line_of_a_long_file_is_found_whatever_its_number()
    {
        const int count = 200_000;
        File.WriteAllLines(_path, Enumerable.Range(0, count).Select(i => i.ToString()));
        var file = new LineFile(_path);
        file.Refresh().ShouldBe(count);
        foreach (int line in (int[])[0, 1, 65_535, 65_536, 131_073, 199_998, 199_999]) { Texts(file, line, 1).ShouldBe([line.ToString()]); }
        Texts(file, 100_000, 3).ShouldBe(["100000", "100001", "100002"]);
        file.Read(0, count, mostBytes: 10).Count.ShouldBe(10);
    }

    [Fact]
    public void Lines_longer_than_any_buffer_are_read()
    {
        string line = new('x', 1 << 20);
        File.WriteAllText(_path, $"{line}\nshort\n{line}\n");
        var file = new LineFile(_path);
        file.Refresh().ShouldBe(3);
        Texts(file, 0, 3).Select(one => one.Length).ShouldBe([1 << 20, 5, 1 << 20]);
    }

    private static string[] Texts(LineFile file, long first, long most) => [.. file.Read(first, most).Select(Encoding.UTF8.GetString)];
}
