using System.Globalization;
using System.Text;
using Weir.Platform;

namespace Weir.Tests.Platform;

/// <summary>Several writers of one file, as processes are for each other: each has its own descriptor.</summary>
public sealed class AppendedFileTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-append-").FullName;

    private string Target => Path.Combine(_folder, "lines");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_writer_does_not_write_over_what_another_wrote_after_it_opened_the_file()
    {
        using (AppendedFile first = AppendedFile.Open(Target, Private), second = AppendedFile.Open(Target, Private))
        {
            first.Write("one\n"u8);
            second.Write("two\n"u8);
            first.Write("three\n"u8);
        }

        File.ReadAllText(Target).ShouldBe("one\ntwo\nthree\n");
        File.GetUnixFileMode(Target).ShouldBe(Private);
    }

    [Fact]
    public void Lines_of_writers_that_write_at_once_are_all_there_and_whole()
    {
        const int Writers = 4, Lines = 500;
        Thread[] threads = [.. Enumerable.Range(0, Writers).Select(writer => new Thread(() =>
        {
            for (int i = 0; i < Lines; i++)
            {
                using AppendedFile file = AppendedFile.Open(Target, Private);
                file.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{writer} {i} {new string('x', 400)}\n")));
            }
        }))];
        foreach (Thread thread in threads) { thread.Start(); }
        foreach (Thread thread in threads) { thread.Join(); }
        string[] expected = [.. Enumerable.Range(0, Writers).SelectMany(writer => Enumerable.Range(0, Lines).Select(i => $"{writer} {i} {new string('x', 400)}"))];
        File.ReadAllLines(Target).Order(StringComparer.Ordinal).ShouldBe(expected.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_cannot_be_opened_or_written_is_told()
    {
        Should.Throw<IOException>(() => AppendedFile.Open(Path.Combine(_folder, "none", "lines"), Private)).Message.ShouldBe("No such file or directory");
        using AppendedFile full = AppendedFile.Open("/dev/full", Private);
        Should.Throw<IOException>(() => full.Write("one\n"u8)).Message.ShouldBe("No space left on device");
    }
}
