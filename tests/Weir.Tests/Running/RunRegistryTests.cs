using Weir.Running;

namespace Weir.Tests.Running;

/// <summary>Names of runs, and the registry that keeps two from having the same.</summary>
public sealed class RunRegistryTests
{
    [Fact]
    public void Two_runs_of_one_second_get_different_marks()
    {
        DirectoryInfo root = Directory.CreateTempSubdirectory("weir-registry-");
        try
        {
            var registry = new RunRegistry(Path.Combine(root.FullName, "registry"));
            string[] marks = [.. Enumerable.Range(0, 5).Select(at => RunFolder.Create(Path.Combine(root.FullName, $"home{at % 2}"), "same", registry, Weir.Platform.MachineClock.Instance).Id.Mark)];
            marks.Distinct().Count().ShouldBe(5);
            registry.All().Count.ShouldBe(5);
            registry.All().ShouldAllBe(entry => entry.IsAlive);
            registry.Remove(registry.All()[0].Id);
            registry.All().Count.ShouldBe(4);
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_process_with_another_start_time_is_not_the_owner()
    {
        RunOwner here = RunOwner.Current;
        here.IsAlive.ShouldBeTrue();
        (here with { StartTicks = here.StartTicks + 1 }).IsAlive.ShouldBeFalse();
        new RunOwner(int.MaxValue, 1).IsAlive.ShouldBeFalse();
    }
}
